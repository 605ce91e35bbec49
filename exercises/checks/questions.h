/**
 * @file questions.h
 * The reading questions: asked on the pages of the walkthrough, answered in exercises/answers.txt.
 */
#ifndef CHECKS_QUESTIONS_H
#define CHECKS_QUESTIONS_H

/** Prints one line for each question that is answered, and how many are open. @return how many answers are wrong */
int questions_table(void);

#endif
